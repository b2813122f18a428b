/** Reads topics from the beginning: after a restart, the evaluator knows what it has written before. */
package sharelora.evaluator.log;
