/** What leaves: checkpoints as folders that others load. */
package sharelora.operations.export;
