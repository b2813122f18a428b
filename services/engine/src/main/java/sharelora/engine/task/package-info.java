/** What a model is asked for some records' targets: the loss that it learns by, and what it predicts. */
package sharelora.engine.task;
