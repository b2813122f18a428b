/** The three ways in which a stage can fail, and what each means for the process. */
package sharelora.platform.failure;
