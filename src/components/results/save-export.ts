// Saves an experiment as a file: everything as JSON, all points as CSV, or what it has shown as Markdown.

import { exportCsv } from '#src/experiment/files/csv.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { verdictMarkdown } from '#src/science/verdict/markdown.ts';
import { exportText } from '#src/store/kept/history.ts';
import { fileName, saveFile } from '../base/save-file.ts';
import type { ExportFormat } from './verdict-panel.ts';

const formats: Readonly<Record<ExportFormat, readonly [write: (record: ExperimentRecord) => string, type: string]>> = {
  json: [exportText, 'application/json'],
  csv: [exportCsv, 'text/csv'],
  sheet: [(record) => exportCsv(record, true), 'text/csv'],
  md: [verdictMarkdown, 'text/markdown'],
};

export function saveExport(record: ExperimentRecord, format: ExportFormat): void {
  const [write, type] = formats[format];
  saveFile(fileName(record.title, format === 'sheet' ? 'csv' : format), write(record), type);
}
