/** Topics → a bounded picture of all streams and jobs, which people look at and steer in a browser. */
package sharelora.console;
