/**
 * Where numbers lie: blocks of ND4J's memory, matrices in them, and what is kept there for as long as an engine
 * lives.
 */
package sharelora.engine.fused.memory;
