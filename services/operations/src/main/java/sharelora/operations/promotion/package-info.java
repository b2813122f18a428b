/** Which checkpoint a job promotes: by its gate, or by an operator's pin. */
package sharelora.operations.promotion;
