/**
 * VeRA (Kopiczko et al., ICLR 2024, arXiv 2310.11454) as PEFT's type VERA has it: one random pair for the whole model that
 * is never trained, of which each site uses as much as it is large, and of each site's own two trained vectors.
 */
package sharelora.engine.adapter.vera;
