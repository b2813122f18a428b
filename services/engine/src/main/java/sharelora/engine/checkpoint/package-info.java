/** A checkpoint's folder in either format: as PEFT loads it, or in the form of a method's own. */
package sharelora.engine.checkpoint;
