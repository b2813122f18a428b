/** Examples out of files of several formats. */
package sharelora.operations.examples;
