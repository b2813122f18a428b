/** How evaluation scales: recorded task times, played again with other numbers of workers. */
package sharelora.operations.scaling;
