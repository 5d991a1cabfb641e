package io.modelfactory.worker.console;

import io.modelfactory.worker.console.live.EventStreams;
import io.modelfactory.worker.console.live.LedgerWatch;
import io.modelfactory.worker.console.live.TrainingCurves;
import io.modelfactory.worker.console.page.StoredDocuments;
import io.modelfactory.worker.console.view.AssetFiles;

/** What the pages of a console share. */
record ConsoleParts(
        ConsoleSources sources,
        AssetFiles assets,
        StoredDocuments documents,
        TrainingCurves curves,
        EventStreams streams,
        LedgerWatch watch) {

    static ConsoleParts of(ConsoleSources sources) {
        TrainingCurves curves = new TrainingCurves();
        EventStreams streams = new EventStreams();
        return new ConsoleParts(
                sources,
                new AssetFiles(),
                new StoredDocuments(sources),
                curves,
                streams,
                new LedgerWatch(sources, curves, streams::send));
    }
}
