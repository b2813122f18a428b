/** Health and metrics over HTTP. */
package sharelora.platform.http;
