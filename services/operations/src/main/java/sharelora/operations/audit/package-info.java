/** What a job promises, held against what is stored: hashes, offset ranges, the records behind a checkpoint. */
package sharelora.operations.audit;
