/**
 * LoR2C (arXiv 2503.00572): one low-rank pair around each whole layer, h ← Layer(h) + α/R · B A h, and Share-LoR2C, whose
 * layers have one A. Pairs become fewer where a job says so: MergeLoR2C and InjectLoR2C. What goes around a layer that is not linear is no change of a weight: it leaves in a form of its own.
 */
package sharelora.engine.adapter.lor2c;
