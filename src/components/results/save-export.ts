// Saves an experiment as a file: everything as JSON, all points as CSV, or what it has shown as Markdown.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { exportFile } from '#src/store/kept/history.ts';
import { fileName, saveFile } from '../base/save-file.ts';
import type { ExportFormat } from './verdict-panel.ts';

const types: Readonly<Record<ExportFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  sheet: 'text/csv',
  md: 'text/markdown',
};

export async function saveExport(record: ExperimentRecord, format: ExportFormat): Promise<void> {
  const content = await exportFile(record, format);
  saveFile(fileName(record.title, format === 'sheet' ? 'csv' : format), content, types[format]);
}
