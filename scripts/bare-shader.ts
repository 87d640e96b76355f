// What a shader is without what only its readers need: comments, empty lines, indentation, and blanks beside signs that no other sign
// could be mistaken with. Names stay, and so do lines, so that a compiler's complaint can be found.

export const bareShader = (code: string): string =>
  code
    .replace(/\/\/.*$/gm, '')
    .replace(/ *([,;:{}()*+]) */g, '$1')
    .replace(/^[ \t]+|[ \t]+$/gm, '')
    .replace(/\n+/g, '\n');
