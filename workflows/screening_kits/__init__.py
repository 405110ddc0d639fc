"""What lies in a kit beside the film, its signed manifest, and how a kit is checked without a studio.

::

    START-HERE.html   plays the film in a browser; START-HERE.txt says the same in a few lines
    film.mp4          film.<lang>.srt, film.<lang>.vtt: subtitles of each language
    poster.jpg        test-clip.mp4: thirty seconds with nobody in them
    guide.<lang>.html …  papers, also as PDF where the studio can make them
    kit.json          what was chosen
    manifest.json     every other file with its hash; manifest.sig: the studio's signature of it
    SHA256SUMS        of all of it, for those who have only that
"""
