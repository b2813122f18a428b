/** NormalFloat 4 with double quantisation (QLoRA, arXiv 2305.14314), with the codes that bitsandbytes gives. */
package sharelora.engine.nf4;
