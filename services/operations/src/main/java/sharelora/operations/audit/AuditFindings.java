package sharelora.operations.audit;

import java.util.ArrayList;
import java.util.List;

/** What an audit has to say: what is not as promised, what was lost before anybody read it, and what is worth knowing. */
final class AuditFindings {

    private final List<String> wrong = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    void wrong(String what) {
        wrong.add(what);
    }

    void unread(String what) {
        unread.add(what);
    }

    /** @param records at most so many */
    void lost(long records, String what) {
        lost.add((records == 1 ? "1 record, " : records + " records at most, ") + what);
    }

    void remark(String what) {
        remarks.add(what);
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    List<String> unread() {
        return List.copyOf(unread);
    }

    List<String> lost() {
        return List.copyOf(lost);
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }
}
