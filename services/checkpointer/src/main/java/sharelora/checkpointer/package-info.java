/**
 * AdapterSnapshot → Checkpoint: every flagged state becomes a PEFT folder named by its content, announced when it is
 * durable. The only stage that deletes.
 */
package sharelora.checkpointer;
