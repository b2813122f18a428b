/** The one door through which streams and jobs are written: locked, read, changed. */
package sharelora.operations.catalog;
