package sharelora.demo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangelogTest {

    @TempDir
    private Path folder;

    @Test
    void readsChangesOfAPageOfToday() {
        // Given
        String page = """
                <h3 id="Tomcat_9.0.98_(remm)"><span style="float: right;"></span> Tomcat 9.0.98 (remm)</h3>
                <h4 id="Tomcat_9.0.98_(remm)/Catalina">Catalina</h4><ul><li><img alt="Add: " src="a.gif">
                  Nobody has this release yet.</li></ul>
                <h3 id="Tomcat_9.0.97_(remm)"><span style="float: right;">2024-11-09</span> Tomcat 9.0.97 (remm)</h3>
                <h4 id="Tomcat_9.0.97_(remm)/Web_applications">Web applications</h4><ul>
                <li><img alt="Fix: " class="icon" src="./images/fix.gif">
                  <a href="https://bz.apache.org/69442">69442</a>: Fix case sensitive check on <code>a &lt; b</code>
                  when parsing. (markt)
                </li></ul>
                <h3 id="Tomcat_9.0.96_(remm)"><span style="float: right;">not released</span> Tomcat 9.0.96</h3>
                <h4 id="Tomcat_9.0.96_(remm)/Coyote">Coyote</h4><ul><li><img alt="Code: ">Remove what nobody calls any longer.
                </li></ul>\
                """;

        // When
        List<Change> changes = Changelog.changes(page);

        // Then: what was never released came out with the next release that was
        assertThat(changes)
                .containsExactly(
                        new Change(
                                "9.0.97-0",
                                LocalDate.of(2024, 11, 9),
                                "web applications",
                                "fix",
                                "Fix case sensitive check on a < b when parsing."),
                        new Change(
                                "9.0.96-1",
                                LocalDate.of(2024, 11, 9),
                                "coyote",
                                "code",
                                "Remove what nobody calls any longer."));
    }

    @Test
    void readsChangesOfAnOlderPageWhoseTablesHaveTheDateBehindTheName() {
        // Given
        String page = """
                <a name="Tomcat 7.0.50 (violetagg)"></a><a name="Tomcat_7.0.50_(violetagg)"><strong>Tomcat 7.0.50
                </strong></a></td><td><strong>released 2014-01-08</strong></td></tr>
                <a name="Tomcat_7.0.50_(violetagg)/Web_Socket"><strong>Web Socket</strong></a>
                <tr><td><img alt="fix" class="icon" src="./images/fix.gif"></td><td>
                  Handle the case where a message is split. (markt/kkolinko)
                </td></tr>
                <a name="Tomcat_7.0.0_(markt)"></a></td><td><strong>beta, 2010-06-29</strong></td></tr>
                <a name="Tomcat_7.0.0_(markt)/Catalina"></a><tr><td><img alt="add"></td><td>Servlet 3.0 as it was published.</td></tr>\
                """;

        // When
        List<Change> changes = Changelog.changes(page);

        // Then
        assertThat(changes)
                .containsExactly(
                        new Change(
                                "7.0.50-0",
                                LocalDate.of(2014, 1, 8),
                                "websocket",
                                "fix",
                                "Handle the case where a message is split."),
                        new Change(
                                "7.0.0-1",
                                LocalDate.of(2010, 6, 29),
                                "catalina",
                                "add",
                                "Servlet 3.0 as it was published."));
    }

    @Test
    void putsTheChangesOfAllDistributionsInOrderEachOnceAndLeavesRareLabelsOut() throws IOException {
        // Given: what both tell of counts in the older one
        zip(
                "tomcat-9.0.1.zip",
                page("9.0.1", "2020-01-02", 25) + entry("9.0.1", "rare", "Only this one is of its kind."));
        zip("tomcat-7.0.1.zip", page("7.0.1", "2012-01-02", 22));

        // When
        List<Change> changes = TomcatChanges.read(folder, TomcatChanges.Label.COMPONENT);

        // Then
        assertThat(changes).hasSize(25).extracting(Change::date).isSorted();
        assertThat(changes)
                .filteredOn(change -> change.date().getYear() == 2012)
                .hasSize(22);
        assertThat(changes).extracting(Change::component).containsOnly("catalina");
    }

    @Test
    void saysHowToGetTheChangelogs() {
        // When / Then
        assertThatThrownBy(() -> TomcatChanges.read(folder, TomcatChanges.Label.KIND))
                .hasMessageContaining("./sharelora demo --drift downloads them");
    }

    private static String page(String release, String date, int changes) {
        return "<h3 id=\"Tomcat_" + release + "_(x)\"><span>" + date + "</span></h3>"
                + IntStream.range(0, changes)
                        .mapToObj(i -> entry(release, "Catalina", "Change number " + i + " of the container."))
                        .collect(Collectors.joining());
    }

    private static String entry(String release, String component, String text) {
        return "<h4 id=\"Tomcat_" + release + "_(x)/" + component + "\"></h4><li><img alt=\"Fix: \">" + text + "</li>";
    }

    private void zip(String name, String page) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            zip.putNextEntry(new ZipEntry("apache-tomcat/webapps/docs/changelog.html"));
            zip.write(page.getBytes(StandardCharsets.UTF_8));
        }
    }
}
