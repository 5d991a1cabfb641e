package io.modelfactory.worker.console;

import io.modelfactory.worker.console.live.EventStreams;
import io.modelfactory.worker.console.live.LedgerWatch;
import io.modelfactory.worker.console.live.TrainingCurves;
import io.modelfactory.worker.console.page.StoredDocuments;
import io.modelfactory.worker.console.view.AssetFiles;

/** What the pages of a console share. */
record ConsoleParts(
        ConsoleSources sources,
        String release,
        AssetFiles assets,
        StoredDocuments documents,
        TrainingCurves curves,
        EventStreams streams,
        LedgerWatch watch) {

    /** @param release of the worker, as pages show it */
    static ConsoleParts of(ConsoleSources sources, String release) {
        TrainingCurves curves = new TrainingCurves();
        EventStreams streams = new EventStreams();
        return new ConsoleParts(
                sources,
                release,
                new AssetFiles(),
                new StoredDocuments(sources),
                curves,
                streams,
                new LedgerWatch(sources, curves, streams::send));
    }
}
