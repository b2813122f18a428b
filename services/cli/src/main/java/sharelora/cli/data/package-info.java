/** Labelled text from files: Javadoc sentences out of source jars, and JSON lines. */
package sharelora.cli.data;
