/** Noticing that a stream has changed, and which batches do not belong to it: figures in, values out. */
package sharelora.engine.drift;
