/** What every stage does on the broker and shows to the outside, said once: rights, status and wiring follow from it. */
package sharelora.platform.stage;
