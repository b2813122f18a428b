package sharelora.operations.submission;

import sharelora.operations.Problems;

/**
 * A job file as far as it could be read. Where a field is wrong there is a problem, and its default stands in the file: so
 * what is right can still be held to base and adapter, and the user learns of everything at once.
 *
 * @param name what to call the file in a message
 */
public record JobFileDraft(String name, JobFile file, Problems problems) {

    /** Refuses the file where anything in it is wrong. */
    JobFile sound() {
        problems.throwIfAny(name + " is not a job that can run");
        return file;
    }
}
