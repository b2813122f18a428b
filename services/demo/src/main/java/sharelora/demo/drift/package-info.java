/**
 * What a model keeps and what it loses on a stream whose text changes with time: the stream in order, era by era, and
 * after each era the checkpoint on held-out records of every era.
 */
package sharelora.demo.drift;
