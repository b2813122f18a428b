/**
 * What methods have in common whose layers differ by vectors alone: y += scale · v ⊙ (B (u ⊙ (A x))), with A and B that
 * many layers share and a u [R] and v [out] of each one's own.
 */
package sharelora.engine.adapter.scaled;
