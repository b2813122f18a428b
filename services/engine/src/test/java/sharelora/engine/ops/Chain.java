package sharelora.engine.ops;

import java.util.stream.IntStream;

/**
 * Small differentiable programs, one for each operation and way of using it. They start from frozen embeddings, get a
 * trainable path underneath, and end in hidden rows that {@link Outcome} pools and classifies.
 */
enum Chain {
    /** Only the head trains: nothing below it may be differentiated. */
    HEAD {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return bench.embed(ops, sequences);
        }
    },
    LOW_RANK {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return trunk(ops, bench, sequences);
        }
    },
    /** The low-rank path gets its input's gradient too, and lands between other columns. */
    LOW_RANK_ON_TRAINED {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            Tensor x = trunk(ops, bench, sequences);
            int d = bench.size().hidden();
            Tensor low = ops.down(x, bench.parameter("second a", bench.size().rank(), d));
            Tensor wide = ops.linear(x, bench.matrix("wide", d, d, d, d));
            return ops.addUp(
                    wide, low, bench.parameter("second b", d, bench.size().rank()), -1.25, d);
        }
    },
    /** Ways down that do not train: the first on frozen rows, where only the way up gets a gradient. */
    UNTRAINED_WAY_DOWN {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int d = bench.size().hidden();
            int r = bench.size().rank();
            Tensor x = bench.embed(ops, sequences);
            Tensor low = ops.down(x, bench.untrained("still a", r, d));
            Tensor y = ops.addUp(ops.linear(x, bench.matrix("first", d, d)), low, bench.parameter("b", d, r), 0.5, 0);
            Tensor again = ops.down(y, bench.untrained("second still a", r, d));
            return ops.addUp(ops.gelu(y), again, bench.parameter("second b", d, r), 1.5, 0);
        }
    },
    /** One way down and one way up, each used in two layers: the gradient is the sum. */
    SHARED {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return lowRank(ops, bench, "trunk", trunk(ops, bench, sequences));
        }
    },
    /** Two trained vectors around a pair of which nothing, or all, is trained; a part of what is not trained. */
    SCALED {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int d = bench.size().hidden();
            int r = bench.size().rank();
            Tensor x = bench.embed(ops, sequences);
            Parameter a = bench.untrained("wide a", r + 2, d + 5).corner(r, d);
            Parameter b = bench.untrained("tall b", d + 3, r).corner(d, r);
            Tensor added = scaled(ops, bench, x, a, b);
            Tensor y = ops.addAt(ops.linear(x, bench.matrix("first", d, d)), added, 0.75, 0);
            Tensor wide = ops.linear(y, bench.matrix("wide", d, d, d));
            Tensor more = scaled(ops, bench, y, bench.parameter("a", r, d), bench.parameter("b", d, r));
            return ops.addAt(wide, more, -0.75, d);
        }
    },
    /** Trained numbers at every third place of a matrix that is zero elsewhere, into columns in the middle. */
    SPARSE {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int d = bench.size().hidden();
            int[] places = IntStream.range(0, d * d).filter(i -> i % 3 == 1).toArray();
            Tensor x = trunk(ops, bench, sequences);
            Tensor wide = ops.linear(x, bench.matrix("wide", d, d, d, 1));
            wide = ops.addSparse(wide, x, bench.parameter("sparse", 1, places.length), places, d);
            Tensor still = bench.embed(ops, sequences);
            return ops.addSparse(wide, still, bench.parameter("beside", 1, 2), new int[] {0, d + 1}, 0);
        }
    },
    /** Untrained all along: only what is added on the way is. */
    ADD_AT {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int d = bench.size().hidden();
            Tensor still = ops.scale(bench.embed(ops, sequences), bench.untrained("still scale", 1, d));
            Tensor sum = ops.addAt(bench.embed(ops, sequences), still, -0.5, 0);
            Tensor wide = ops.linear(trunk(ops, bench, sequences), bench.matrix("wide", d, d, 1));
            return ops.addAt(wide, sum, 1.5, 1);
        }
    },
    /** Cosines of what is trained below with rows that are trained: the cosine head, whatever comes after it. */
    COSINE {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            Tensor x = trunk(ops, bench, sequences);
            return ops.cosine(
                    x, bench.parameter("directions", bench.size().inner(), x.columns()), bench.parameter("s", 1, 1));
        }
    },
    /** What is compared is used elsewhere too, and is frozen once. */
    COSINE_BESIDE {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            Tensor x = trunk(ops, bench, sequences);
            int d = x.columns();
            Parameter rows = bench.parameter("directions", d, d);
            Tensor still = ops.cosine(bench.embed(ops, sequences), rows, bench.parameter("s", 1, 1));
            Tensor cosines = ops.cosine(x, rows, bench.parameter("other s", 1, 1));
            return ops.add(ops.add(cosines, still), x);
        }
    },
    LINEAR {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            Size size = bench.size();
            return ops.linear(trunk(ops, bench, sequences), bench.matrix("inner", size.hidden(), size.inner()));
        }
    },
    NORM {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.norm(trunk(ops, bench, sequences), bench.norm("norm"));
        }
    },
    ADD_NORM {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            Tensor x = trunk(ops, bench, sequences);
            int d = bench.size().hidden();
            return ops.addNorm(ops.linear(x, bench.matrix("branch", d, d)), x, bench.norm("norm"));
        }
    },
    ADD_NORM_TO_FROZEN {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.addNorm(trunk(ops, bench, sequences), bench.embed(ops, sequences), bench.norm("norm"));
        }
    },
    ADD_NORM_OF_FROZEN {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.addNorm(bench.embed(ops, sequences), trunk(ops, bench, sequences), bench.norm("norm"));
        }
    },
    GELU {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.gelu(trunk(ops, bench, sequences));
        }
    },
    /** What went down the low-rank path is consumed before backward wants it again. */
    GELU_BESIDE_LOW_RANK {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            Tensor x = trunk(ops, bench, sequences);
            int d = bench.size().hidden();
            Tensor low = ops.down(x, bench.parameter("beside a", bench.size().rank(), d));
            return ops.addUp(
                    ops.gelu(x),
                    low,
                    bench.parameter("beside b", d, bench.size().rank()),
                    1,
                    0);
        }
    },
    TANH {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.tanh(trunk(ops, bench, sequences));
        }
    },
    DROPOUT {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.dropout(trunk(ops, bench, sequences), sequences, new Dropout(0.3, 77));
        }
    },
    ATTENTION {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.attention(queriesKeysValues(ops, bench, sequences), sequences, everywhere(bench), Dropout.NONE);
        }
    },
    ATTENTION_WITH_DROPOUT {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            Dropout dropout = new Dropout(0.2, -9_000_000_000L);
            return ops.attention(queriesKeysValues(ops, bench, sequences), sequences, everywhere(bench), dropout);
        }
    },
    ADD {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            Tensor x = trunk(ops, bench, sequences);
            int d = bench.size().hidden();
            Tensor both = ops.add(ops.linear(x, bench.matrix("branch", d, d)), x);
            return ops.add(bench.embed(ops, sequences), both);
        }
    },
    ROOT_NORM {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.norm(trunk(ops, bench, sequences), bench.rootNorm("root norm"));
        }
    },
    GELU_TANH {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            return ops.geluTanh(trunk(ops, bench, sequences));
        }
    },
    SILU_GATE {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int d = bench.size().hidden();
            int inner = bench.size().inner();
            return ops.siluGate(ops.linear(trunk(ops, bench, sequences), bench.matrix("gate and up", d, inner, inner)));
        }
    },
    GATHER_ROWS {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int[] rows = new int[sequences.total()];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i * 7 % Math.max(1, rows.length - 1); // some twice, some never
            }
            return ops.gatherRows(trunk(ops, bench, sequences), rows);
        }
    },
    ATTENTION_TO_THE_PAST {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            AttentionShape causal =
                    AttentionShape.causal(bench.size().heads(), bench.size().heads());
            return ops.attention(queriesKeysValues(ops, bench, sequences), sequences, causal, new Dropout(0.2, 5));
        }
    },
    /** Queries in groups that share keys and values, turned by their places. */
    GROUPED_ROTARY_ATTENTION {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int d = bench.size().hidden();
            AttentionShape shape =
                    AttentionShape.causal(2 * bench.size().heads(), bench.size().heads());
            Tensor qkv = ops.linear(trunk(ops, bench, sequences), bench.matrix("grouped", d, 6 * shape.blocks()));
            Tensor turned = ops.rotate(qkv, bench.angles(6), sequences, shape);
            return ops.attention(turned, sequences, shape, Dropout.NONE);
        }
    },
    /** A whole decoder layer. */
    DECODER {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int d = bench.size().hidden();
            int inner = bench.size().inner();
            AttentionShape shape = AttentionShape.causal(bench.size().heads(), 1);
            Tensor x = bench.embed(ops, sequences);
            Tensor in = ops.norm(x, bench.rootNorm("attention norm"));
            Tensor low = ops.down(in, bench.parameter("value a", bench.size().rank(), d));
            Tensor qkv = ops.linear(in, bench.unbiased("qkv", d, 8 * shape.blocks()));
            qkv = ops.addUp(qkv, low, bench.parameter("value b", 8, bench.size().rank()), 2, 8 * shape.valueBlock(0));
            qkv = ops.rotate(qkv, bench.angles(8), sequences, shape);
            Tensor mixed = ops.attention(qkv, sequences, shape, Dropout.NONE);
            x = ops.add(ops.linear(mixed, bench.unbiased("out", 8 * shape.queries(), d)), x);
            Tensor between = ops.norm(x, bench.rootNorm("feed-forward norm"));
            Tensor gated = ops.siluGate(ops.linear(between, bench.unbiased("gate and up", d, inner, inner)));
            x = ops.add(ops.linear(gated, bench.unbiased("down", inner, d)), x);
            return ops.norm(x, bench.rootNorm("last norm"));
        }
    },
    /** A whole encoder layer with every kind of dropout. */
    ENCODER {
        @Override
        Tensor hidden(Ops ops, Bench bench, Sequences sequences) {
            int d = bench.size().hidden();
            int inner = bench.size().inner();
            Tensor x = ops.norm(bench.embed(ops, sequences), bench.norm("embedding norm"));
            Tensor in = ops.dropout(x, sequences, new Dropout(0.1, 1));
            Tensor low = ops.down(in, bench.parameter("query a", bench.size().rank(), d));
            Tensor qkv = ops.linear(x, bench.matrix("qkv", d, d, d, d));
            qkv = ops.addUp(qkv, low, bench.parameter("query b", d, bench.size().rank()), 2, 0);
            Tensor mixed = ops.attention(qkv, sequences, everywhere(bench), new Dropout(0.1, 2));
            Tensor projected =
                    ops.dropout(ops.linear(mixed, bench.matrix("out", d, d)), sequences, new Dropout(0.1, 3));
            Tensor attended = ops.addNorm(projected, x, bench.norm("attention norm"));
            Tensor between = ops.gelu(ops.linear(attended, bench.matrix("up", d, inner)));
            Tensor back = ops.linear(between, bench.matrix("down", inner, d));
            return ops.addNorm(back, attended, bench.norm("output norm"));
        }
    };

    /** [N, any]. */
    abstract Tensor hidden(Ops ops, Bench bench, Sequences sequences);

    /** Frozen rows under a low-rank path: [N, D]. */
    private static Tensor trunk(Ops ops, Bench bench, Sequences sequences) {
        return lowRank(ops, bench, "trunk", bench.embed(ops, sequences));
    }

    private static Tensor lowRank(Ops ops, Bench bench, String name, Tensor x) {
        int d = bench.size().hidden();
        int r = bench.size().rank();
        Tensor low = ops.down(x, bench.parameter(name + " a", r, d));
        return ops.addUp(ops.linear(x, bench.matrix(name, d, d)), low, bench.parameter(name + " b", d, r), 0.5, 0);
    }

    /** v ⊙ (B (u ⊙ (A x))). */
    private static Tensor scaled(Ops ops, Bench bench, Tensor x, Parameter a, Parameter b) {
        Tensor low = ops.scale(ops.down(x, a), bench.parameter("u of " + a.name(), 1, a.rows()));
        return ops.scale(ops.down(low, b), bench.parameter("v of " + b.name(), 1, b.rows()));
    }

    private static Tensor queriesKeysValues(Ops ops, Bench bench, Sequences sequences) {
        int d = bench.size().hidden();
        return ops.linear(trunk(ops, bench, sequences), bench.matrix("qkv", d, d, d, d));
    }

    private static AttentionShape everywhere(Bench bench) {
        return AttentionShape.everywhere(bench.size().heads());
    }
}
