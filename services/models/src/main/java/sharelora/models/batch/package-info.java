/** Token batches as records and as the engine takes them. */
package sharelora.models.batch;
