package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Changes;
import sharelora.models.learning.AdapterRecords;
import sharelora.schemas.AdapterSettings;

/** The adapter of a job file, whatever its method: what it may say, and what is wrong with it beside the file's other mistakes. */
class MethodPartTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        method: rasa, poolRanks: 0                 | adapter.poolRanks: '0', expected a whole number from 1 to 4096
        method: rasa, poolRanks: 8                 | adapter.poolRanks: '8', expected a whole number from 1, less than the rank 8
        method: rasa, rank: 4, poolRanks: 9        | adapter.poolRanks: '9', expected a whole number from 1, less than the rank 4
        method: rasa, rank: 1                      | adapter.poolRanks: '1', expected a whole number from 1, less than the rank 1
        method: vera, rank: 4097                   | adapter.rank: '4097', expected a whole number from 1 to 4096
        method: vera, alpha: 8                     | adapter.alpha: '8', expected no such field beside method: vera; known beside lora, share-a, share-b, share-ab, rasa, tied-lora, monteclora, lor2c, share-lor2c, rosa
        method: vera, rateRatioB: 16               | adapter.rateRatioB: '16', expected no such field beside method: vera; known beside lora, share-a, share-b, share-ab
        method: tied-lora, frozenA: true           | adapter.frozenA: 'true', expected no such field beside method: tied-lora; known beside lora, share-a, share-b, share-ab
        method: monteclora, sampleScaler: -1e-4    | adapter.sampleScaler: '-1e-4', expected a number from 0 on
        method: rosa, density: 0                   | adapter.density: '0', expected a number above 0, below 1
        method: rosa, density: 1                   | adapter.density: '1', expected a number above 0, below 1
        method: rosa, maskBatches: 0               | adapter.maskBatches: '0', expected a whole number from 1 to 1000
        method: lor2c, merge: {every: 0, most: 1}  | adapter.merge.every: '0', expected a whole number from 1 to 1000000
        method: lor2c, merge: {every: 50}          | adapter.merge.most: missing, expected a whole number from 1 to 4096
        method: lor2c, merge: often                | adapter.merge: 'often', expected an object with fields
        method: lor2c, merge: {each: 1, every: 1, most: 1} | adapter.merge.each: '1', expected no such field; known here: every, most
        method: lor2c, targets: [query]            | adapter.targets: '["query"]', expected no such field beside method: lor2c without inject
        method: share-lor2c, merge: {every: 9, most: 1} | adapter.merge: '{"every":9,"most":1}', expected no such field beside method: share-lor2c; known beside lor2c
        method: lora, inject: {every: 9, most: 1}  | adapter.inject: '{"every":9,"most":1}', expected no such field beside method: lora; known beside lor2c
        method: lora, density: 0.01                | adapter.density: '0.01', expected no such field beside method: lora; known beside rosa
        method: monteclora, samples: 0             | adapter.samples: '0', expected a whole number from 1 to 64
        method: monteclora, klWeight: -1           | adapter.klWeight: '-1', expected a number from 0 on
        method: monteclora, dirichletPrior: 0      | adapter.dirichletPrior: '0', expected a number above 0
        method: lora, samples: 8                   | adapter.samples: '8', expected no such field beside method: lora; known beside monteclora
        """)
    void namesAMistakeWithTheOthersOfTheFile(String adapter, String problem) {
        // When
        List<String> problems = JobFields.problems(file(adapter) + "resultEvery: x\n");
        // Then
        assertThat(problems).contains(problem);
        assertThat(problems).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        method: rasa                                  | poolRanks       | 1
        method: rasa, rank: 32                        | poolRanks       | 4
        method: rasa, rank: 32, poolRanks: 5          | poolRanks       | 5
        method: monteclora                            | samples         | 8
        method: monteclora, sampleScaler: 2e-3        | sampleScaler    | 0.002
        method: monteclora, sharedA: true             | sharedA         | true
        """)
    void aSettingGoesThroughTheRecordToTheAdapter(String adapter, String setting, String expected) {
        // When
        AdapterSettings record =
                JobFile.read(file(adapter), "job.yaml").learner().adapter();
        // Then
        AdapterSpec spec = AdapterRecords.spec(record);
        assertThat(record.getOptions()).containsEntry(setting, expected);
        assertThat(spec.settings().values().get(setting)).hasToString(expected);
        assertThat(AdapterRecords.record(spec.method(), spec.settings())).isEqualTo(record);
    }

    @Test
    void changesGoThroughTheRecordToTheAdapter() {
        // Given
        String adapter = "method: lor2c, merge: {every: 50, most: 3}, inject: {every: 80, most: 2}, targets: [value]";
        // When
        AdapterSettings record =
                JobFile.read(file(adapter), "job.yaml").learner().adapter();
        // Then
        AdapterSpec spec = AdapterRecords.spec(record);
        assertThat(record.getOptions()).isEqualTo(Map.of("merge", "50,3", "inject", "80,2"));
        assertThat(record.getTargets()).containsExactly("value");
        assertThat(spec.settings().values())
                .containsEntry("merge", new Changes(50, 3))
                .containsEntry("inject", new Changes(80, 2));
        assertThat(AdapterRecords.record(spec.method(), spec.settings())).isEqualTo(record);
    }

    @Test
    void everyMethodIsAJobByItsNameAlone() {
        for (String method : AdapterMethods.ids()) {
            // When
            AdapterSettings record = JobFile.read(file("method: " + method), "job.yaml")
                    .learner()
                    .adapter();
            // Then
            assertThat(Map.entry(record.getMethod(), record.getRank())).isEqualTo(Map.entry(method, 8));
        }
    }

    private static String file(String adapter) {
        return "job: j\nbase: b\nstream: {labels: [x, y]}\nadapter: {" + adapter + "}\n";
    }
}
