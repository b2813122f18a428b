/** The read model and the operators' acts over HTTP: a page, an API and a stream of events. */
package sharelora.console.http;
