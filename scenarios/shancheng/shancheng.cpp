// The synthetic city Shancheng.
