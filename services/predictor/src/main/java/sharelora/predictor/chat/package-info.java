/** How a base wants conversations written. */
package sharelora.predictor.chat;
