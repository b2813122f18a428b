/** Records as they cross the wire: what was received, what is sent, and what could not be used. */
package sharelora.platform.records;
