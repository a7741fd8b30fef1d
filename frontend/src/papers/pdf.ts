/** pdf.js, with its worker from our own files and nothing that the site's Content-Security-Policy refuses. */
import { getDocument, GlobalWorkerOptions, TextLayer, type PDFDocumentProxy } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
export { TextLayer };

GlobalWorkerOptions.workerSrc = workerAddress;

/** @throws Error when the file cannot be fetched or read. */
export async function openPdf(address: string): Promise<PDFDocumentProxy> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  // WebAssembly would need a wider policy.
  return getDocument({ data: await response.arrayBuffer(), useWasm: false }).promise;
}
