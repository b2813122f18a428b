/** Records of a stream that are learned again: which ones are kept, which of them a step draws. */
package sharelora.engine.replay;
