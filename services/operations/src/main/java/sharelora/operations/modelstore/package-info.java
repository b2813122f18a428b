/** Base models and adapters by name in the blob store. */
package sharelora.operations.modelstore;
