package sharelora.platform.blobs;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How an S3 store is reached, from the environment, by the names that AWS's own tools read.
 *
 * @param endpoint {@code AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL}: a store other than AWS's
 * @param region {@code AWS_REGION}, else us-east-1, which other stores take for any
 * @param pathStyle {@code SHARELORA_S3_PATH_STYLE}: bucket in the path, not in the host; by default where there is an
 *     endpoint
 * @param credentials {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN}; empty: whatever
 *     the machine has, such as a profile or a role
 * @param cache folder for local copies, {@code SHARELORA_CACHE}, else {@code ~/.sharelora/cache}
 */
record S3Settings(
        Optional<URI> endpoint, String region, boolean pathStyle, Optional<AwsCredentials> credentials, Path cache) {

    static S3Settings of(Map<String, String> environment) {
        Optional<URI> endpoint = Optional.ofNullable(environment.get("AWS_ENDPOINT_URL_S3"))
                .or(() -> Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")))
                .map(URI::create);
        return new S3Settings(
                endpoint,
                environment.getOrDefault("AWS_REGION", environment.getOrDefault("AWS_DEFAULT_REGION", "us-east-1")),
                Boolean.parseBoolean(
                        environment.getOrDefault("SHARELORA_S3_PATH_STYLE", Boolean.toString(endpoint.isPresent()))),
                credentials(environment),
                Path.of(environment.getOrDefault(
                        "SHARELORA_CACHE",
                        Path.of(System.getProperty("user.home"), ".sharelora", "cache")
                                .toString())));
    }

    private static Optional<AwsCredentials> credentials(Map<String, String> environment) {
        String id = environment.get("AWS_ACCESS_KEY_ID");
        String secret = environment.get("AWS_SECRET_ACCESS_KEY");
        String token = environment.get("AWS_SESSION_TOKEN");
        if (id == null || secret == null) {
            return Optional.empty();
        }
        return Optional.of(
                token == null
                        ? AwsBasicCredentials.create(id, secret)
                        : AwsSessionCredentials.create(id, secret, token));
    }

    /** Checksums beyond what the operation needs are off: stores other than AWS's refuse them. */
    S3Client client() {
        AwsCredentialsProvider provider = credentials
                .<AwsCredentialsProvider>map(StaticCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.of(region))
                .credentialsProvider(provider)
                .forcePathStyle(pathStyle)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "S3Settings[endpoint=" + endpoint.map(URI::toString).orElse("AWS") + ", region=" + region
                + ", pathStyle=" + pathStyle + ", cache=" + cache + "]";
    }
}
