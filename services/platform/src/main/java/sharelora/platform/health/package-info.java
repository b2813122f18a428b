/** What a process says about itself to whoever keeps it running. */
package sharelora.platform.health;
