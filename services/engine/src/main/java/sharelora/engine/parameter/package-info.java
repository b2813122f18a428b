/** Trained matrices before they have memory: their names, sizes, and the numbers that they begin with. */
package sharelora.engine.parameter;
