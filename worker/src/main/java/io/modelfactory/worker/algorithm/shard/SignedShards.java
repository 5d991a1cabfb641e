package io.modelfactory.worker.algorithm.shard;

import io.modelfactory.worker.artifact.url.SignedUrls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Shards in a bucket. Its text holds no URL, which is as good as a credential. */
final class SignedShards implements ShardSource {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, String> urls;

    SignedShards(Map<String, String> urls) {
        this.urls = new HashMap<>(urls);
    }

    @Override
    public ShardFile open(String name, String digest, Path local) throws IOException {
        String url =
                Optional.ofNullable(urls.get(name)).orElseThrow(() -> new IOException("there is no shard " + name));
        return SignedUrls.download(url, name, content -> ShardFile.copy(content, name, digest, local));
    }

    @Override
    public String toString() {
        return "shards " + urls.keySet() + " by signed URLs";
    }
}
