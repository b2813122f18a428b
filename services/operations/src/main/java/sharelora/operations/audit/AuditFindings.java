package sharelora.operations.audit;

import java.util.ArrayList;
import java.util.List;

/** What an audit has to say: what is not as promised, and what is worth knowing. */
final class AuditFindings {

    private final List<String> wrong = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    void wrong(String what) {
        wrong.add(what);
    }

    void remark(String what) {
        remarks.add(what);
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }
}
