package sharelora.demo.data;

import java.time.LocalDate;

/**
 * One change of a program.
 *
 * @param date when the release that brought it came out
 * @param component part of the program, in lower case
 * @param kind such as {@code fix} or {@code add}
 */
public record Change(String id, LocalDate date, String component, String kind, String text) {}
