package sharelora.cli.params;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sharelora.cli.Captured;

class ParamsCommandTest {

    @Test
    void countsTheParametersOfEveryMethod() {
        // When
        Captured run = Captured.run("params", "--base", "minilm", "--rank", "8", "--targets", "query,value");

        // Then
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "minilm, rank 8, query+value",
                        "method           parameters   of LoRA",
                        "lora                 73,728   100.00%",
                        "share-a              43,008    58.33%",
                        "share-b              43,008    58.33%",
                        "share-ab             12,288    16.67%",
                        "rasa                 73,884   100.21%",
                        "tied-lora            16,992    23.05%",
                        "vera                  4,704     6.38%",
                        "monteclora           73,920   100.26%",
                        "lor2c                36,864    50.00%",
                        "share-lor2c          21,504    29.17%",
                        "rosa                 79,032   107.19%",
                        "",
                        "bytes               weights     4 gradients         moments      state blob      checkpoint",
                        "lora                294,912       1,179,648         589,824         884,736         294,912",
                        "share-a             172,032         688,128         344,064         516,096         294,912",
                        "share-b             172,032         688,128         344,064         516,096         294,912",
                        "share-ab             49,152         196,608          98,304         147,456         294,912",
                        "rasa                295,536       1,182,144         591,072         886,608         774,768",
                        "tied-lora            67,968         271,872         135,936         203,904         362,880",
                        "vera                 43,392          75,264          37,632          81,024          43,392",
                        "monteclora          295,680       1,182,720         591,360         887,040         295,680",
                        "lor2c               147,456         589,824         294,912         442,368         147,456",
                        "share-lor2c          86,016         344,064         172,032         258,048          86,016",
                        "rosa                316,128       1,264,512         632,256         948,384         337,344",
                        "",
                        "search               scores          a pass          passes        as steps",
                        "rosa             14,155,776      35,389,440               1             1.3",
                        "",
                        "base          training   inference    its head",
                        "float32        120 MiB      86 MiB        none",
                        "bfloat16        83 MiB                    none",
                        "int8            66 MiB                    none",
                        "int8 small      56 MiB                    none",
                        "nf4             51 MiB                    none");
    }

    @Test
    void countsAllThatMayEverTrainWherePairsGiveWay() {
        // When
        Captured run = Captured.run("params", "--method", "lor2c", "--inject");
        // Then
        assertThat(run.out().lines())
                .contains(
                        "lor2c               110,592   150.00%",
                        "lor2c               442,368       1,769,472         884,736       1,327,104         442,368");
    }

    @Test
    void saysWhatASearchTakesInAnObjectToo() {
        // When
        Captured run = Captured.run("params", "--method", "rosa", "--json");
        // Then
        assertThat(run.out()).contains("\"search\":{\"scores\":14155776,\"pass\":35389440,\"passes\":1,\"steps\":");
    }

    @Test
    void saysWhatReplayCostsBesideAMethod() {
        // When
        Captured run = Captured.run("params", "--method", "share-a", "--replay", "0.5", "--max-length", "100");
        Captured json = Captured.run("params", "--method", "share-a", "--replay", "0.5", "--json");
        Captured wrong = Captured.run("params", "--replay", "5", "--replay-size", "1000000");

        // Then: 44 bytes and 4 a token, and four more gradients of 43,008 numbers
        assertThat(run.out().lines())
                .endsWith(
                        "replay of 0.5: a step computes 1.5 times its new records; up to 1,000 records of 100 tokens",
                        "bytes          state blob          memory",
                        "share-a          +444,000      +1,132,128");
        assertThat(json.out())
                .contains("\"replay\":{\"records\":1000,\"state\":300000,\"memory\":988128,\"recordsOfAStep\":1.5}");
        assertThat(wrong.err())
                .contains("--replay: '5.0', expected a number above 0, up to 4")
                .contains("--replay-size: '1000000', expected 1 to 223696, which take 64 MiB at that length");
    }

    @Test
    void leavesAMethodOutThatHasNoSuchRankUnlessItIsAskedFor() {
        // When
        Captured all = Captured.run("params", "--rank", "1");
        Captured one = Captured.run("params", "--rank", "1", "--method", "rasa");

        // Then
        assertThat(all.exit()).isZero();
        assertThat(all.out()).contains("vera").doesNotContain("rasa");
        assertThat(one.exit()).isNotZero();
        assertThat(one.err()).contains("poolRanks is 1, expected at least 1 and less than the rank 1");
    }

    @Test
    void countsWhatIsSharedOfAllTargetsAndWhatAFrozenASaves() {
        // When
        Captured some = Captured.run(
                "params", "--base", "llama-7b", "--rank", "64", "--targets", "all", "--share", "query,value");
        Captured fused = Captured.run("params", "--base", "gpt2-medium", "--rank", "4", "--targets", "c_attn");
        Captured frozen = Captured.run("params", "--base", "roberta-base", "--frozen-a", "--gradient-shards", "1");

        // Then
        assertThat(some.out()).contains("share-a         143,654,912");
        assertThat(fused.out()).contains("share-a             299,008", "share-b             110,592");
        assertThat(frozen.out().lines())
                .contains(
                        "share-ab             12,288     4.17%",
                        "share-ab             98,304          49,152          98,304         196,608       1,179,648");
    }

    @Test
    void countsOneMethodOnEveryProjection() {
        // When
        Captured run = Captured.run("params", "--method", "share-a", "--targets", "all");

        // Then
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith("minilm, rank 8, query+key+value+output+up+down")
                .contains("share-a");
        assertThat(run.out().lines()).hasSize(13);
    }
}
