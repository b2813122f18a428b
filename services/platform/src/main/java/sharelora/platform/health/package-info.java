/** The health of a process, for the orchestrator that keeps it running. */
package sharelora.platform.health;
