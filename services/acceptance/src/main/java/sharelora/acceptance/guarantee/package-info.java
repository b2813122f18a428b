/** The guarantees as classes: each does its worst to an installation and says whether the guarantee held. */
package sharelora.acceptance.guarantee;
