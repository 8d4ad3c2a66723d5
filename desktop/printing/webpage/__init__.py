"""Labels that come as a web page: what stands on them without a browser, laid out as PDF; all else is refused."""
