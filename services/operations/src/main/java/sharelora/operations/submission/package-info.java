/** Job files: YAML in, a stream and a job as records out, with every problem of the file at once. */
package sharelora.operations.submission;
