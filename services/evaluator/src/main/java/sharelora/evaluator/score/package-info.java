/** Figures made of predictions: point estimates and their 95 % intervals. No clock, no chance that is not seeded. */
package sharelora.evaluator.score;
