/**
 * Examples out of the records of a topic, ours or one that the user already has; or the reason why a record is
 * none.
 */
package sharelora.platform.examples;
