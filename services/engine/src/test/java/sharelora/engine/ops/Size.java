package sharelora.engine.ops;

import java.util.stream.Stream;

/** How large a case is: tokens of each sequence, hidden columns, heads, columns between, rank, classes. */
record Size(String name, int[] lengths, int hidden, int heads, int inner, int rank, int classes) {

    /** @param multiple every hidden size is one of this, for engines that take no other */
    static Stream<Size> all(int multiple) {
        return Stream.of(
                        new Size("even", new int[] {5, 5, 5}, 16, 2, 24, 4, 3),
                        new Size("uneven", new int[] {1, 9, 3, 17}, 24, 3, 40, 8, 8),
                        new Size("long", new int[] {130, 64, 65}, 24, 3, 16, 4, 3),
                        new Size("one token", new int[] {1}, 16, 2, 16, 2, 2),
                        new Size("one sequence", new int[] {11}, 32, 4, 8, 5, 4),
                        new Size("rank one", new int[] {4, 2}, 16, 1, 32, 1, 2),
                        new Size("odd", new int[] {3, 7, 1}, 15, 3, 13, 3, 5))
                .filter(size -> size.hidden % multiple == 0 && size.inner % multiple == 0);
    }

    @Override
    public String toString() {
        return name;
    }
}
